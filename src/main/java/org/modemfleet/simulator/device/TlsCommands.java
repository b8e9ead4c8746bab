package org.modemfleet.simulator.device;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;
import org.modemfleet.simulator.v250.Cursor;

/** Certificates, keys and SSL contexts: +MSSLCERTWR, +MSSLKEYWR, +MSSLCFG. */
final class TlsCommands {

    private static final int NAME_BYTES = 64;
    private static final int MODES = 2;

    private TlsCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+MSSLCERTWR", write(Pem::isCertificates))
                .extended("+MSSLKEYWR", write(Pem::isPrivateKey))
                .extended("+MSSLCFG", Command.<MobileTermination>none().set(TlsCommands::configure));
    }

    private static Command<MobileTermination> write(TlsFiles.Check check) {
        return Command.<MobileTermination>none().set((module, arguments, _) -> write(module, arguments, check));
    }

    /**
     * {@code AT+MSSLCERTWR="<name>",<remain>,<len>[,"<data>"]}: a piece of a file, {@code <remain>} bytes of which follow in further
     * commands. Without data: the prompt, then {@code <len>} bytes. {@code <len>} 0 takes what stands in the line, unchecked. Data in the
     * line is escaped input, in which {@code \r\n} are the line ends of the file (SSL manual 3.2); real line feeds do as well.
     */
    private static Completion write(MobileTermination module, Arguments arguments, TlsFiles.Check check) {
        ModelProfile profile = module.profile();
        if (profile.sslIds() == null) {
            return Completion.NOT_SUPPORTED;
        }
        TlsFiles files = module.board().tlsFiles();
        String name = Bytes.utf8(arguments.text(1, NAME_BYTES));
        int remain = arguments.integer(bytes -> bytes <= profile.tlsFileBytes());
        int length = arguments.integer(bytes -> bytes <= profile.tlsFileBytes());
        boolean inline = arguments.hasNext();
        ModelProfile.DataMode dataMode = profile.dataMode();
        if (!inline && !arguments.leftOut() && dataMode == null) {
            return Completion.NOT_SUPPORTED;
        }
        if (!arguments.valid() || name == null || !files.fits(name, length, remain)) {
            return Completion.INVALID_PARAMETER;
        }
        if (inline) {
            byte[] typed = inlineData(arguments.raw(), length);
            byte[] data = typed == null ? null : InputFormat.ESCAPED.decode(typed);
            return data == null || !arguments.complete()
                    ? Completion.INVALID_PARAMETER : completion(files.write(name, data, length, remain, check));
        }
        if (dataMode == null || length == 0 || !arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        return new Completion.ReadData(length, false, Duration.ofSeconds(dataMode.timeoutSeconds()), Completion.Surplus.COUNTS, typed -> {
            if (typed.bytes().length == 0) {
                return Completion.INVALID_PARAMETER;
            }
            CmeError refused = files.write(name, typed.bytes(), typed.bytes().length, remain, check);
            // The file is kept, and the terminal told that it sent more than it had said.
            return completion(refused == null && typed.surplus() ? CmeError.INVALID_CERTIFICATE : refused);
        });
    }

    private static byte @Nullable [] inlineData(Cursor cursor, int length) {
        if (!cursor.skip('"')) {
            return null;
        }
        int count = length == 0 ? cursor.rawToLastQuote() : length;
        if (count == Cursor.END || count >= cursor.remaining()) {
            return null;
        }
        byte[] data = cursor.raw(count);
        return cursor.raw(1)[0] == '"' ? data : null;
    }

    private static Completion completion(@Nullable CmeError refused) {
        return refused == null ? Completion.OK : Completion.refused(refused);
    }

    /**
     * {@code AT+MSSLCFG="cert",<ssl_id>,"<ca>"[,"<cert>","<key>"]}, {@code "auth",<ssl_id>,<0|1|2>},
     * {@code "ignoreverify",<ssl_id>,<0|1>}. Lost at power-off, unlike the files. A file may be written later than it is named.
     * Without values: {@code +MSSLCFG: "<key>",<ssl_id>,<values>} (SSL manual 3.1).
     */
    private static Completion configure(MobileTermination module, Arguments arguments, Answer answer) {
        ModelProfile profile = module.profile();
        byte[] key = arguments.optionalText(0, Integer.MAX_VALUE);
        String name = key == null ? null : Bytes.utf8(key);
        if (profile.sslIds() == null || arguments.valid() && (name == null || !name.matches("cert|auth|ignoreverify"))) {
            return Completion.NOT_SUPPORTED;
        }
        int sslId = arguments.integer(profile.sslIds()::contains);
        TlsContext now = module.tlsContext(sslId);
        if (arguments.valid() && !arguments.hasNext()) {
            return print(name, sslId, now, arguments, answer);
        }
        Optional<TlsContext> changed = !arguments.valid() ? Optional.empty() : Optional.ofNullable(switch (name) {
            case "cert" -> files(now, arguments);
            case "auth" -> now.auth(arguments.integer(mode -> mode <= MODES));
            default -> now.ignoreVerify(arguments.integer(flag -> flag <= 1) == 1);
        });
        if (changed.isEmpty() || !arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        module.tlsContext(sslId, changed.get());
        return Completion.OK;
    }

    private static Completion print(String key, int sslId, TlsContext context, Arguments arguments, Answer answer) {
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        answer.row("+MSSLCFG: \"" + key + "\"," + sslId + "," + switch (key) {
            case "cert" -> "\"" + context.ca() + "\",\"" + context.certificate() + "\",\"" + context.key() + "\"";
            case "auth" -> context.auth();
            default -> context.ignoreVerify() ? 1 : 0;
        });
        return Completion.OK;
    }

    /** Null if one of certificate and key stands alone, or a name is no text. */
    private static @Nullable TlsContext files(TlsContext now, Arguments arguments) {
        String ca = Bytes.utf8(arguments.text(0, NAME_BYTES));
        byte[] certificate = arguments.optionalText(0, NAME_BYTES);
        byte[] key = arguments.optionalText(0, NAME_BYTES);
        if (certificate == null != (key == null)) {
            return null;
        }
        String certificateName = certificate == null ? "" : Bytes.utf8(certificate);
        String keyName = key == null ? "" : Bytes.utf8(key);
        return ca == null || certificateName == null || keyName == null ? null : now.files(ca, certificateName, keyName);
    }
}
