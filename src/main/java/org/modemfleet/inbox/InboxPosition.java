package org.modemfleet.inbox;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How far the inbox has read the log, and how far it has announced what it stored. */
@Entity
@Table(name = "inbox_position")
class InboxPosition {

    static final int ONLY = 1;

    @Id
    private int id = ONLY;
    /** Of the last event that was applied. */
    private long position;
    /** The last message whose announcement is in the log. */
    private long announcedId;
    /** The announcements of later messages stand behind this position. */
    private long announcedPosition;

    long position() {
        return position;
    }

    long announcedId() {
        return announcedId;
    }

    long announcedPosition() {
        return announcedPosition;
    }

    void applied(long last) {
        position = last;
    }

    void announced(long messageId) {
        announcedId = messageId;
        announcedPosition = position;
    }
}
