package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.List;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;

/** Rows that name the packets a SUB or UNSUB has sent: {@code <id>,<mid>}. */
final class PacketRows {

    private PacketRows() {}

    /** One mid, or one per topic. */
    static List<Integer> mids(List<AtLine> rows, ConnectId connectId, int topics) throws AtDecodingException {
        if (rows.size() != 1 && rows.size() != topics) {
            throw new AtDecodingException(rows.size() + " rows for " + topics + " topics");
        }
        List<Integer> mids = new ArrayList<>();
        for (AtLine row : rows) {
            AtFields fields = AtFields.of(row);
            Rows.sameConnection(fields, connectId);
            mids.add(Rows.mid(fields));
            fields.end();
        }
        return List.copyOf(mids);
    }
}
