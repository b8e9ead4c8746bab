package org.modemfleet.simulator.device;

import java.util.ArrayDeque;
import java.util.Deque;

/** Messages received in cached mode, until AT+MQTTREAD (manual 3.6). Survives disconnects. */
final class MessageCache {

    private final int capacity;
    private final Deque<Message> messages = new ArrayDeque<>(0);
    private int bytes;

    record Message(int mid, String topic, byte[] payload) {}

    /** @param capacity in payload bytes; and at most as many messages, because empty ones need room as well */
    MessageCache(int capacity) {
        this.capacity = capacity;
    }

    /** Keeps the message; false if there is no room for it. */
    boolean add(Message message) {
        if (bytes + message.payload().length > capacity || messages.size() == capacity) {
            return false;
        }
        messages.add(message);
        bytes += message.payload().length;
        return true;
    }

    int size() {
        return messages.size();
    }

    /** Of the payloads. */
    int bytes() {
        return bytes;
    }

    /** Takes the oldest out. */
    Message remove() {
        Message oldest = messages.remove();
        bytes -= oldest.payload().length;
        return oldest;
    }
}
