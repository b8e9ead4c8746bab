package org.modemfleet.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.modemfleet.link.memory.MemoryLink;

class MemoryLinkTest extends LinkContractTest {

    @Override
    protected Rig open(int fragment, Link.Listener listener) {
        RecordingListener far = new RecordingListener();
        MemoryLink.Pair pair = MemoryLink.pair(listener, far, fragment);
        return new Rig() {
            @Override
            public Link link() {
                return pair.left();
            }

            @Override
            public void send(byte[] bytes) throws IOException {
                pair.right().write(bytes);
            }

            @Override
            public byte[] received() {
                return far.bytes();
            }

            @Override
            public void hangUp() {
                pair.right().close();
            }

            @Override
            public void close() {
                pair.right().close();
            }
        };
    }

    @Test
    void deliversInFragments() throws IOException {
        RecordingListener left = new RecordingListener();
        RecordingListener right = new RecordingListener();
        MemoryLink.Pair pair = MemoryLink.pair(left, right, 3);
        pair.left().write(new byte[100]);
        soon().until(() -> right.size() == 100);
        assertThat(right.largestChunk()).isLessThanOrEqualTo(3);
        pair.left().close();
    }

    @Test
    void makesAWriterWaitForASlowReader() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        RecordingListener behind = new RecordingListener();
        Link.Listener slow = new Link.Listener() {
            @Override
            public void received(byte[] bytes) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                behind.received(bytes);
            }

            @Override
            public void closed(IOException cause) {
                behind.closed(cause);
            }
        };
        MemoryLink.Pair pair = MemoryLink.pair(new RecordingListener(), slow, 1024);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                pair.left().write(new byte[2 * MemoryLink.CAPACITY]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        soon().until(() -> writer.getState() == Thread.State.WAITING);
        assertThat(behind.size()).isZero();
        go.countDown();
        soon().until(() -> behind.size() == 2 * MemoryLink.CAPACITY && !writer.isAlive());
        pair.left().close();
    }
}
