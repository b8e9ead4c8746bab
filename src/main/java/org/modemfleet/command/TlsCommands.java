package org.modemfleet.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.desired.DesiredTls;
import org.modemfleet.desired.GivenText;
import org.modemfleet.desired.StoredSecret;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.CmeError;
import org.modemfleet.onemo.NoRows;
import org.modemfleet.onemo.QuerySslSetting;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.onemo.SslKey;
import org.modemfleet.onemo.SslSetting;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Service;

/**
 * Sets, clears and tells the SSL contexts of a module (SSL manual 3.1 to 3.3). Each method throws
 * {@link CommandException} as its leaves say, {@link SessionException} if the module cannot take a command now, and
 * {@link FleetException} for a module that is unknown or disabled.
 */
@Service
public class TlsCommands {

    private static final String MASK = "***";

    private final Fleet fleet;
    private final RecordedTurn recorded;
    private final DesiredTls desired;

    TlsCommands(Fleet fleet, RecordedTurn recorded, DesiredTls desired) {
        this.fleet = fleet;
        this.recorded = recorded;
        this.desired = desired;
    }

    /** What a request wants of a context. */
    public record Wanted(GivenText ca, GivenText cert, GivenText key, int auth, int ignoreVerify) {}

    /** What the module says of a context; a part is null where its firmware refuses to tell it. */
    public record Reported(SslSetting.@Nullable Files files, @Nullable Integer auth, @Nullable Integer ignoreVerify) {

        private static final Reported NOTHING = new Reported(null, null, null);

        private static Reported of(SslContext context, SslId sslId) {
            return new Reported(context.names(sslId), context.auth(), context.ignoreVerify());
        }

        private Reported with(SslSetting setting) {
            return switch (setting) {
                case SslSetting.Files told -> new Reported(told, auth, ignoreVerify);
                case SslSetting.Auth(int mode) -> new Reported(files, mode, ignoreVerify);
                case SslSetting.IgnoreVerify(int flag) -> new Reported(files, auth, flag);
            };
        }
    }

    /**
     * A context as it is and as it was last set through us.
     *
     * @param reported null while the module is away
     * @param desired with the key as {@code ***}; null if it was never set through us, or cleared
     * @param at null while the module is away
     * @param commandId null for a query
     */
    public record Report(@Nullable Reported reported, @Nullable SslContext desired, @Nullable AtTranscript at,
            @Nullable String commandId) {}

    /** MSSLCFG queries in one turn. Answers also while the module is away. */
    public Report report(String module, SslId sslId) throws SessionException {
        SslContext wanted = desired.view(module, sslId).orElse(null);
        try {
            ModelProfile profile = fleet.profile(module);
            List<QuerySslSetting> queries = List.of(SslKey.values()).stream().map(key -> new QuerySslSetting(sslId, key)).toList();
            Check check = new Check();
            queries.forEach(query -> query.check(profile, check));
            Targets.require(module, null, check);
            return fleet.session(module).turn(turn -> {
                TurnLog log = new TurnLog(turn);
                Reported reported = Reported.NOTHING;
                for (QuerySslSetting query : queries) {
                    AtOutcome<SslSetting> outcome = log.send(query);
                    if (!(outcome instanceof AtOutcome.Refused)) {
                        reported = reported.with(require(module, outcome, log, Map.of()));
                    }
                }
                return new Report(reported, wanted, log.transcript(), null);
            });
        } catch (SessionException.Unavailable | FleetException.Disabled | FleetException.ModelUnknown away) {
            return new Report(null, wanted, null, null);
        }
    }

    /** Writes the files and sets the context, as one turn. The context is replaced whole. */
    public Report set(String module, SslId sslId, Wanted wanted) throws SessionException {
        ModelProfile profile = profile(module);
        try {
            checked(module, sslId, wanted, profile);
        } catch (CommandException.Invalid wrong) {
            // What is left out may be stored for some of the modules.
            if (Rehearsal.isUnderWay() && wrong.errors().stream().allMatch(error -> error.value() == null)) {
                Rehearsal.endHere();
            }
            throw wrong;
        }
        Rehearsal.endHere();
        return recorded.run(fleet.session(module), module, null, CommandKind.TLS, (turn, id) -> {
            // What is left out may have been changed by somebody else while we waited for our turn.
            SslContext context = checked(module, sslId, wanted, profile);
            send(module, context.steps(sslId, profile), turn);
            desired.applied(module, sslId, context);
            return new Report(Reported.of(context, sslId), desired.view(module, sslId).orElse(null), turn.transcript(), id);
        });
    }

    /** Sets the context to what it is from the factory, as one turn, and forgets what was desired. */
    public Report clear(String module, SslId sslId) throws SessionException {
        List<SslContext.Step> steps = SslContext.clearing(sslId);
        check(module, steps, profile(module));
        Rehearsal.endHere();
        return recorded.run(fleet.session(module), module, null, CommandKind.TLS, (turn, id) -> {
            send(module, steps, turn);
            desired.cleared(module, sslId);
            return new Report(new Reported(SslSetting.Files.NONE, 0, 0), null, turn.transcript(), id);
        });
    }

    private ModelProfile profile(String module) {
        return Rehearsal.isUnderWay() ? Rehearsal.profile() : fleet.profile(module);
    }

    /** What was given, and what is stored where nothing was. */
    private SslContext checked(String module, SslId sslId, Wanted wanted, ModelProfile profile) {
        Check check = new Check();
        Optional<SslContext> context = given(module, sslId, wanted).checked(sslId, profile, check);
        Targets.require(module, null, check);
        check(module, context.orElseThrow().steps(sslId, profile), profile);
        return context.get();
    }

    private static void check(String module, List<SslContext.Step> steps, ModelProfile profile) {
        Check check = new Check();
        steps.forEach(step -> step.command().check(profile, check));
        Targets.require(module, null, check);
    }

    /** The first refusal ends it. */
    private static void send(String module, List<SslContext.Step> steps, TurnLog turn) throws SessionException {
        for (SslContext.Step step : steps) {
            AtOutcome<NoRows> outcome = turn.send(step.command());
            require(module, outcome, turn, errors(step, outcome));
        }
    }

    /** Which field the module found wrong. */
    private static Map<String, Object> errors(SslContext.Step step, AtOutcome<NoRows> outcome) {
        if (step.field() == null || !(outcome instanceof AtOutcome.Refused<NoRows> refused)) {
            return Map.of();
        }
        CmeError error = CmeError.of(refused.result()).orElse(null);
        return error != CmeError.INVALID_CERTIFICATE && error != CmeError.INVALID_PARAMETER ? Map.of()
                : Map.of("errors", List.of(new CommandException.Violation(step.field(), step.value(),
                        "what this module's firmware takes: it found " + error.meaning())));
    }

    private static <R> R require(String module, AtOutcome<R> outcome, TurnLog log, Map<String, Object> details) {
        return NotDone.require(module, null, outcome, log.transcript(), details);
    }

    private SslContext given(String module, SslId sslId, Wanted wanted) {
        Optional<SslContext> stored = desired.view(module, sslId);
        return new SslContext(text(wanted.ca(), stored.map(SslContext::ca)), text(wanted.cert(), stored.map(SslContext::cert)),
                wanted.key() instanceof GivenText.Keep ? storedKey(module, sslId) : text(wanted.key(), Optional.empty()),
                wanted.auth(), wanted.ignoreVerify());
    }

    private static @Nullable String text(GivenText given, Optional<String> stored) {
        return switch (given) {
            case GivenText.Keep _ -> stored.orElse(null);
            case GivenText.None _ -> null;
            case GivenText.Given(String text) -> text;
        };
    }

    private @Nullable String storedKey(String module, SslId sslId) {
        return switch (desired.key(module, sslId)) {
            case StoredSecret.None _ -> null;
            case StoredSecret.Known(String key) -> key;
            case StoredSecret.Unreadable _ -> throw new CommandException.Invalid(module, null,
                    List.of(new CommandException.Violation("key", MASK,
                            "the key itself, or null: the stored one was sealed with a key that is lost")));
        };
    }
}
