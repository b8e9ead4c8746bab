package org.modemfleet.fleet;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.modemfleet.channel.Lane;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleIdentity;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.RadioStatus;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.SessionListener;
import org.modemfleet.session.SessionState;

/** Sessions without modules. Each link opens at once unless a test decides otherwise. */
class FakeSessions implements SessionOpener {

    /** What opening a link comes to: an exception, or the model that answers there. */
    interface Behaviour {
        @Nullable String open() throws LinkException;
    }

    final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    final Map<String, Fake> newest = new ConcurrentHashMap<>();
    final List<String> history = new CopyOnWriteArrayList<>();

    @Override
    public Openable make(String moduleId, LinkAddress address, @Nullable ModelProfile configured,
            SessionListener listener) {
        String link = address.scheme() + ":" + address.target();
        Fake fake = new Fake(moduleId, link, configured, listener);
        newest.put(moduleId, fake);
        history.add("make " + moduleId + " " + link);
        return fake;
    }

    final class Fake implements Openable, ModuleSession {

        private final String moduleId;
        private final String link;
        private final @Nullable ModelProfile configured;
        private final SessionListener listener;
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicBoolean isClosed = new AtomicBoolean();
        private SessionState state = SessionState.OPENING;
        private ModuleIdentity identity = new ModuleIdentity(null, null, null, null, null, null);

        Fake(String moduleId, String link, @Nullable ModelProfile configured, SessionListener listener) {
            this.moduleId = moduleId;
            this.link = link;
            this.configured = configured;
            this.listener = listener;
        }

        /** Blocks until closed, as a connection attempt to nowhere does. */
        void hang() {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void become(SessionState next) {
            SessionState from;
            synchronized (this) {
                from = state;
                if (from == next || from == SessionState.CLOSED) {
                    return;
                }
                state = next;
            }
            listener.stateChanged(this, from, next, "as the test says");
        }

        @Override
        public ModuleSession session() {
            return this;
        }

        @Override
        public void open() throws LinkException {
            history.add("open " + moduleId + " " + link);
            become(SessionState.OPENING);
            try {
                String model = behaviours.getOrDefault(link, () -> configured == null ? null : configured.model())
                        .open();
                synchronized (this) {
                    identity = new ModuleIdentity("CMCC", model, model + "-MBRH0S01", "862000000000009", null, null);
                }
                become(SessionState.SYNCHRONIZING);
                become(SessionState.READY);
            } catch (LinkException unopened) {
                become(SessionState.LOST);
                throw unopened;
            }
        }

        @Override
        public void close() {
            become(SessionState.CLOSED);
            if (!isClosed.getAndSet(true)) {
                history.add("close " + moduleId + " " + link);
                closed.countDown();
            }
        }

        @Override
        public String moduleId() {
            return moduleId;
        }

        @Override
        public synchronized SessionState state() {
            return state;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public @Nullable ModelProfile profile() {
            return configured;
        }

        @Override
        public synchronized ModuleIdentity identity() {
            return identity;
        }

        @Override
        public @Nullable RadioStatus radio() {
            return null;
        }

        @Override
        public List<ConnectionView> connections() {
            return List.of();
        }

        @Override
        public int inputFormat(ConnectId connection) {
            return 0;
        }

        @Override
        public <T> T turn(Lane lane, TurnBody<T> body) throws SessionException {
            throw new SessionException.Busy(moduleId);
        }

        @Override
        public void synchronizeAnew(String cause) {
            become(SessionState.SYNCHRONIZING);
            become(SessionState.READY);
        }
    }
}
