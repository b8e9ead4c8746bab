package org.modemfleet.simulator.v250;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The rows of one command line's answer, until the final result makes it whole:
 * {@code CR LF row CR LF row … CR LF CR LF final CR LF}; without rows {@code CR LF final CR LF}.
 */
public final class Answer {

    private static final byte[] CR_LF = {'\r', '\n'};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    public void row(String text) {
        row(text.getBytes(StandardCharsets.UTF_8));
    }

    public void row(byte[] text) {
        if (out.size() == 0) {
            out.writeBytes(CR_LF);
        }
        out.writeBytes(text);
        out.writeBytes(CR_LF);
    }

    /** The answer with its final result, which has its own leading CR LF. */
    Printed.Result complete(String command, String finalResult) {
        return new Printed.Result(command, out.toByteArray(), line(finalResult.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A line on its own, such as a URC: {@code CR LF text CR LF}. */
    static byte[] line(byte[] text) {
        byte[] line = new byte[text.length + 4];
        line[0] = '\r';
        line[1] = '\n';
        System.arraycopy(text, 0, line, 2, text.length);
        line[text.length + 2] = '\r';
        line[text.length + 3] = '\n';
        return line;
    }
}
