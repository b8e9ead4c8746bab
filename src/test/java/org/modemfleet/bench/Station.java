package org.modemfleet.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.modemfleet.simulator.ByteSink;
import org.modemfleet.simulator.SimulatedModule;

/**
 * The far end of one module's AT line, as cheap as it can be: it knows the beginning of each line that it waits for, and what to send
 * next. A module prints every answer and every URC whole, so nothing has to be put together. Runs on the module's event loop.
 */
final class Station implements ByteSink {

    private static final byte[] CONNECTED = bytes("\r\n+MQTTURC: \"conn\",0,0\r\n");
    private static final byte[] SUBSCRIBED = bytes("\r\n+MQTTURC: \"suback\",0,");
    private static final byte[] MESSAGE = bytes("\r\n+MQTTURC: \"publish\",0,");
    private static final byte[] ACKNOWLEDGED = bytes("\r\n+MQTTURC: \"puback\",0,");
    private static final byte[] OTHER_CONN = bytes("\r\n+MQTTURC: \"conn\",0,");
    private static final byte[] TIMED_OUT = bytes("\r\n+MQTTURC: \"timeout\",0,");
    private static final byte[] DROPPED = bytes("\r\n+MQTTURC: \"drop\",0,");
    private static final byte[] REFUSED = bytes("\r\n+CME ERROR");

    private final SimulatedModule module;
    private final int index;
    private final Counts counts;
    private int toPublish;

    /** What all stations have seen together; {@code failed} is anything that should not have come. */
    record Counts(LongAdder subscribed, LongAdder received, LongAdder acknowledged, LongAdder failed) {
        Counts() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    Station(SimulatedModule module, int index, Counts counts) {
        this.module = module;
        this.index = index;
        this.counts = counts;
        if (!module.plug(this)) {
            throw new IllegalStateException("somebody else has the line of module " + module.id());
        }
    }

    /** The topic that module {@code index} listens to. */
    static String downTopic(int index) {
        return "bench/down/" + index;
    }

    /** Each pings once a minute, the shortest that there is. */
    void connect(int brokerPort) {
        sends("AT+MQTTCFG=\"pingreq\",0,60");
        sends("AT+MQTTCONN=0,\"127.0.0.1\"," + brokerPort);
    }

    /** Publishes so many messages at QoS 1, each after the acknowledgement of the one before. */
    void publish(int count) {
        module.loop().execute(() -> {
            toPublish = count;
            publishNext();
        });
    }

    private void publishNext() {
        if (toPublish > 0) {
            toPublish--;
            sends("AT+MQTTPUB=0,\"bench/up/" + index + "\",1,0,0,16,\"0123456789abcdef\"");
        }
    }

    private void sends(String command) {
        module.receive(bytes(command + "\r\n"), () -> {});
    }

    @Override
    public boolean take(byte[] printed) {
        if (begins(printed, MESSAGE)) {
            counts.received().increment();
        } else if (begins(printed, ACKNOWLEDGED)) {
            counts.acknowledged().increment();
            publishNext();
        } else if (begins(printed, CONNECTED)) {
            sends("AT+MQTTSUB=0,\"" + downTopic(index) + "\",1");
        } else if (begins(printed, SUBSCRIBED)) {
            counts.subscribed().increment();
        } else if (begins(printed, OTHER_CONN) || begins(printed, TIMED_OUT) || begins(printed, DROPPED) || begins(printed, REFUSED)) {
            System.err.println("module " + module.id() + " printed " + new String(printed, StandardCharsets.ISO_8859_1).strip());
            counts.failed().increment();
        }
        return true;
    }

    @Override
    public void hangUp() {
        // The end of the process: nobody reads any more.
    }

    private static boolean begins(byte[] printed, byte[] beginning) {
        return printed.length >= beginning.length
                && Arrays.equals(printed, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
