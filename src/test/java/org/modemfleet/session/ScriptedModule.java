package org.modemfleet.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkProvider;
import org.modemfleet.link.memory.MemoryLink;

/** A module that answers command lines as it was told, OK to all others, at once; {@code null} is silence. */
final class ScriptedModule implements LinkProvider {

    private static final String SILENCE = "silence";
    private static final Queue<String> NOTHING = new ConcurrentLinkedQueue<>();

    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of(
            "AT+CMEE?", "\r\n+CMEE: 1\r\n\r\nOK\r\n", "AT+CFUN?", "\r\n+CFUN: 1\r\n\r\nOK\r\n",
            "AT+CGMM", "\r\nML307R-DC\r\n\r\nOK\r\n", "AT+CGSN", "\r\n862012345678903\r\n\r\nOK\r\n",
            "AT+CSQ", "\r\n+CSQ: 22,99\r\n\r\nOK\r\n", "AT+CEREG?", "\r\n+CEREG: 0,1\r\n\r\nOK\r\n"));
    /** Of commands that are answered otherwise at first. */
    private final Map<String, Queue<String>> first = new ConcurrentHashMap<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final StringBuilder pending = new StringBuilder();
    private volatile @Nullable MemoryLink moduleEnd;
    private volatile AtomicBoolean hungUp = new AtomicBoolean();
    private Runnable whileOpening = () -> { };

    ScriptedModule() {
        for (int id = 0; id < 6; id++) {
            answers("AT+MQTTSTATE=" + id, "\r\n+MQTTSTATE: 3\r\n\r\nOK\r\n");
            answers("AT+MQTTCFG=\"encoding\"," + id, "\r\n+MQTTCFG: \"encoding\",0,0\r\n\r\nOK\r\n");
        }
    }

    /** @param wire all that the module writes; null for nothing at all */
    ScriptedModule answers(String command, @Nullable String wire) {
        answers.put(command, wire == null ? SILENCE : wire);
        return this;
    }

    /** What the module writes to the next one of these commands; the ones behind it are answered as before. */
    ScriptedModule answersOnce(String command, String wire) {
        first.computeIfAbsent(command, _ -> new ConcurrentLinkedQueue<>()).add(wire);
        return this;
    }

    void sends(String wire) {
        try {
            write(wire);
        } catch (IOException hungUp) {
            throw new IllegalStateException(hungUp);
        }
    }

    private void write(String wire) throws IOException {
        moduleEnd.write(wire.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void answer(String wire) {
        try {
            write(wire);
        } catch (IOException hungUp) {
            // A host that has left in the meantime hears nothing.
        }
    }

    void hangsUp() {
        moduleEnd.close();
    }

    /** What happens while a link is being opened. */
    void whileOpening(Runnable happens) {
        whileOpening = happens;
    }

    /** Whether the host has hung up the last link. */
    boolean isHungUp() {
        return hungUp.get();
    }

    /** The command lines so far, without their ends. */
    List<String> received() {
        return received;
    }

    @Override
    public String scheme() {
        return "script";
    }

    @Override
    public void check(LinkAddress address) {}

    @Override
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) {
        AtomicBoolean closed = new AtomicBoolean();
        hungUp = closed;
        MemoryLink.Pair pair = MemoryLink.pair(listener, new Link.Listener() {
            @Override
            public void received(byte[] bytes) {
                pending.append(new String(bytes, StandardCharsets.UTF_8));
                int end;
                while ((end = pending.indexOf("\r\n")) >= 0) {
                    String line = pending.substring(0, end);
                    pending.delete(0, end + 2);
                    received.add(line);
                    String once = first.getOrDefault(line, NOTHING).poll();
                    String answer = once != null ? once : answers.getOrDefault(line, "\r\nOK\r\n");
                    if (!answer.equals(SILENCE)) {
                        answer(answer);
                    }
                }
            }

            @Override
            public void closed(@Nullable IOException cause) {
                pending.setLength(0);
                closed.set(true);
            }
        });
        moduleEnd = pair.right();
        whileOpening.run();
        return pair.left();
    }
}
