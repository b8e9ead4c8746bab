package org.modemfleet.simulator.replay;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.LinkProvider;

/** Links to recorded modules: {@code replay:<file>}, a transcript in the directory of transcripts. */
public final class ReplayLinkProvider implements LinkProvider {

    /** No way out of the directory. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");

    private final Path directory;
    private final Supplier<EventLoop> loops;

    public ReplayLinkProvider(Path directory, Supplier<EventLoop> loops) {
        this.directory = directory;
        this.loops = loops;
    }

    @Override
    public String scheme() {
        return "replay";
    }

    @Override
    public void check(LinkAddress address) throws LinkException {
        if (!address.options().isEmpty() || !NAME.matcher(address.target()).matches()) {
            throw new LinkException.BadAddress("replay:" + address.target(), "a file name in " + directory.getFileName() + " is wanted");
        }
    }

    @Override
    public Link open(String moduleId, LinkAddress address, Link.Listener listener) throws LinkException {
        check(address);
        Path file = directory.resolve(address.target());
        if (!Files.isRegularFile(file)) {
            throw new LinkException.Unreachable("replay:" + address.target(), "there is no such transcript", null);
        }
        try {
            return new ReplayLink(Recorded.read(file), loops.get(), listener);
        } catch (IOException e) {
            throw new LinkException.Unreachable("replay:" + address.target(), e.getMessage(), e);
        }
    }

    @Override
    public boolean outlivesProcess() {
        return false;
    }
}
