package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * +MSSLCFG, query of one key (SSL manual 3.1). {@code AT+MSSLCFG="<key>",<ssl_id>} →
 * {@code +MSSLCFG: "<key>",<ssl_id>,<values>}. A row without ssl_id, as +MQTTCFG prints its own, is accepted too.
 */
public record QuerySslSetting(SslId sslId, SslKey key) implements CheckedCommand<SslSetting> {

    @Override
    public String body() {
        return "+MSSLCFG=\"" + key.key() + "\"," + sslId;
    }

    @Override
    public ResponseShape shape() {
        return ResponseShape.rows("+MSSLCFG");
    }

    @Override
    public SslSetting decode(List<AtLine> rows) throws AtDecodingException {
        AtLine row = Rows.one(rows);
        AtFields fields = AtFields.of(row);
        if (!fields.text().equals(key.key())) {
            throw new AtDecodingException("not the key " + key.key() + ": " + row.text());
        }
        return SslSetting.parse(key, AtFields.of(behindSslId(fields.rest())));
    }

    /** One number alone is the value; a number with something behind it is the ssl_id. */
    private byte[] behindSslId(byte[] values) throws AtDecodingException {
        AtFields fields = AtFields.of(values);
        boolean startsWithNumber = values.length > 0 && Character.isDigit(values[0]);
        if (!startsWithNumber) {
            return values;
        }
        int first = fields.integer();
        if (!fields.hasNext() && key != SslKey.CERT) {
            return values;
        }
        if (first != sslId.value()) {
            throw new AtDecodingException("an answer of SSL context " + first + " to a query of " + sslId);
        }
        return fields.rest();
    }

    @Override
    public void check(ModelProfile profile, Check check) {
        Rules.sslId(sslId, profile, check);
    }
}
