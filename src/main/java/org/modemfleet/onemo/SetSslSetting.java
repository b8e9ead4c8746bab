package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/** +MSSLCFG, set command (SSL manual 3.1). {@code AT+MSSLCFG="<key>",<ssl_id>,<values>} → OK. */
public record SetSslSetting(SslId sslId, SslSetting setting) implements CheckedCommand<NoRows> {

    @Override
    public String body() {
        return "+MSSLCFG=\"" + setting.key().key() + "\"," + sslId + "," + setting.toParameters();
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.none();
    }

    @Override
    public NoRows decode(List<AtLine> rows) {
        return NoRows.NO_ROWS;
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.sslId(sslId, profile, check);
    }
}
