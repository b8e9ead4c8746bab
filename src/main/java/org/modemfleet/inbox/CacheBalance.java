package org.modemfleet.inbox;

/**
 * What became of the messages that a module cached on one connection, in the newest epoch.
 *
 * @param carried cached before this epoch and not read in it
 * @param announced by {@code pubnmi}
 * @param dropped by a full cache: lost, though the broker was told they had arrived
 * @param read by MQTTREAD, whoever asked
 * @param pending announced or carried, and not read yet
 * @param missing announced or carried, and gone when the cache was found empty
 * @param unannounced read, and never announced
 */
public record CacheBalance(long epoch, long carried, long announced, long announcedBytes, long dropped, long droppedBytes, long read,
        long readBytes, long pending, long missing, long unannounced) {

    static final CacheBalance NOTHING = new CacheBalance(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
