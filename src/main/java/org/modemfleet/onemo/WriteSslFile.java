package org.modemfleet.onemo;

import java.time.Duration;
import java.util.List;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MSSLCERTWR, +MSSLKEYWR (SSL manual 3.2, 3.3). {@code AT+MSSLCERTWR="<name>",<remain>,<len>[,"<data>"]} → OK; without
 * data the prompt, behind which exactly {@code <len>} bytes are sent. {@code <remain>} bytes of the file follow in
 * further commands. A file of the same name is replaced. 761: it is no PEM, or more bytes came.
 */
public sealed interface WriteSslFile extends CheckedCommand<NoRows> permits WriteSslFileInDataMode, WriteSslFileInline {

    SslFile file();

    /** The commands that write a file on a model, in order: in data mode where the model has it. */
    static List<WriteSslFile> of(SslFile file, ModelProfile profile) {
        ModelProfile.DataMode dataMode = profile.dataMode();
        return dataMode == null ? WriteSslFileInline.pieces(file, profile)
                : List.of(new WriteSslFileInDataMode(file, Duration.ofSeconds(dataMode.timeoutSeconds())));
    }

    @Override
    default ResponseShape shape() {
        return ResponseShape.none();
    }

    @Override
    default NoRows decode(List<AtLine> rows) {
        return NoRows.NO_ROWS;
    }

    @Override
    default Duration timeout() {
        return Timeouts.FILE_WRITE;
    }
}
