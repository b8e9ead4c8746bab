package org.modemfleet.onemo;

import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;

/** Reading of answers' rows. */
final class Rows {

    private Rows() {}

    static AtLine one(List<AtLine> rows) throws AtDecodingException {
        if (rows.size() != 1) {
            throw new AtDecodingException(rows.size() + " rows where one was due");
        }
        return rows.getFirst();
    }

    /** Reads the connect_id of a row; a row of another connection does not answer this command. */
    static void sameConnection(AtFields fields, ConnectId connectId) throws AtDecodingException {
        int answered = fields.integer();
        if (answered != connectId.value()) {
            throw new AtDecodingException("an answer of connection " + answered + " to a command of " + connectId);
        }
    }

    static int mid(AtFields fields) throws AtDecodingException {
        return fields.integer(0, 65535);
    }

    /** What stands behind the colon of a row, without blanks around. */
    static String parameters(AtLine row) {
        String text = row.text();
        return text.substring(text.indexOf(':') + 1).strip();
    }
}
