package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.List;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MSSLCERTWR, +MSSLKEYWR with the file, or a piece of it, in the command line. Line ends of the file are typed as the
 * escapes {@code \r\n} (note to SSL manual 3.2), for a real one would end the command line; {@code <len>} and
 * {@code <remain>} count what is typed.
 *
 * @param remain what follows in further commands
 * @param typed what stands between the quotes
 */
public record WriteSslFileInline(SslFile file, int remain, String typed) implements WriteSslFile {

    private static final String LINE_END = "\\r\\n";
    /** Enough for command, name and numbers. */
    private static final int AROUND = 128;

    /** Cut between lines of the file, so that each command fits into a line. */
    static List<WriteSslFile> pieces(SslFile file, ModelProfile profile) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (String line : file.pem().lines().toList()) {
            if (piece.length() + line.length() + LINE_END.length() > profile.commandLineBytes() - AROUND) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            piece.append(line).append(LINE_END);
        }
        pieces.add(piece.toString());
        int remain = typedBytes(file);
        List<WriteSslFile> commands = new ArrayList<>();
        for (String typed : pieces) {
            remain -= typed.length();
            commands.add(new WriteSslFileInline(file, remain, typed));
        }
        return commands;
    }

    /** How long a file is when it is typed. */
    static int typedBytes(SslFile file) {
        return file.pem().lines().mapToInt(line -> line.length() + LINE_END.length()).sum();
    }

    @Override
    public String body() {
        return body(typed);
    }

    @Override
    public String shown() {
        return "AT" + body(file.isSecret() ? Rules.MASK : typed);
    }

    private String body(String data) {
        return file.kind().command() + "=\"" + file.name() + "\"," + remain + "," + typed.length() + ",\"" + data + '"';
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.ssl(profile, check);
        Rules.lineLength(file.name(), body(), profile, check);
    }

    /** Without what is typed. */
    @Override
    public String toString() {
        return "WriteSslFileInline[" + file + ", remain=" + remain + ", typed=" + typed.length() + " bytes]";
    }
}
