package org.modemfleet.events;

import java.util.List;

/** Lets the tests of other packages see where readers are. */
public final class FeedReaders {

    private FeedReaders() {}

    public static List<Long> positions(EventFeed feed) {
        return feed.readerPositions();
    }
}
