package org.modemfleet.command;

import java.util.List;
import org.modemfleet.onemo.CachedMessage;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.QueryCache;
import org.modemfleet.onemo.ReadCache;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Service;

/**
 * Reads a connection's cache (manual 3.6). Each method throws {@link CommandException} as its leaves say,
 * {@link SessionException} if the module cannot take a command now, and {@link org.modemfleet.fleet.FleetException} for
 * a module that is unknown or disabled.
 */
@Service
public class CacheCommands {

    private final Targets targets;
    private final RecordedTurn recorded;

    CacheCommands(Targets targets, RecordedTurn recorded) {
        this.targets = targets;
        this.recorded = recorded;
    }

    /** What was read, oldest first; it has left the cache, and is in the event log. */
    public record Messages(String commandId, List<CachedMessage> items, AtTranscript at) {}

    /** MQTTREAD with the connect_id alone. */
    public QueryCache.Fill fill(String module, ConnectId connection) throws SessionException {
        return targets.ask(targets.of(module, connection), new QueryCache(connection)).value();
    }

    /**
     * MQTTREAD.
     *
     * @param count from 1; more than are stored is refused by the module
     */
    public Messages read(String module, ConnectId connection, int count) throws SessionException {
        Target target = targets.of(module, connection);
        ReadCache command = new ReadCache(connection, count);
        Targets.require(target, command);
        return recorded.run(target.session(), module, connection.value(), CommandKind.READ, (turn, id) -> {
            var outcome = turn.send(command);
            return new Messages(id, NotDone.require(target, outcome, turn.transcript()), turn.transcript());
        });
    }
}
