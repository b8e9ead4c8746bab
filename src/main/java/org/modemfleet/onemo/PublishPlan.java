package org.modemfleet.onemo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * The way to publish a payload on a model.
 *
 * @param switchTo the input format that must be set before and restored after; null if the one in force will do
 */
public record PublishPlan(PublishCommand command, @Nullable InputFormat switchTo) {

    /**
     * Chooses the first way that can carry the payload: in the command line with the input format in force, in data
     * mode, in the command line with another input format.
     *
     * @param inForce the connection's input format
     * @return empty if something is wrong or nothing can carry it, which {@code check} then holds
     */
    public static Optional<PublishPlan> of(Publication publication, byte[] payload, InputFormat inForce,
            ModelProfile profile, Check check) {
        Check own = new Check();
        publication.check(profile, own);
        own.into(check);
        if (!own.passed()) {
            return Optional.empty();
        }
        for (PublishPlan plan : candidates(publication, payload, inForce, profile)) {
            Check fits = new Check();
            plan.command().check(profile, fits);
            if (fits.passed()) {
                return Optional.of(plan);
            }
        }
        check.invalid("payload", payload.length + " bytes", allowed(profile));
        return Optional.empty();
    }

    private static List<PublishPlan> candidates(Publication publication, byte[] payload, InputFormat inForce,
            ModelProfile profile) {
        List<PublishPlan> plans = new ArrayList<>();
        InlineMessage.of(inForce, payload)
                .ifPresent(message -> plans.add(new PublishPlan(new PublishInline(publication, message), null)));
        if (profile.dataMode() != null && payload.length > 0) {
            Duration closesAfter = Duration.ofSeconds(profile.dataMode().timeoutSeconds());
            plans.add(new PublishPlan(new PublishInDataMode(publication, payload, closesAfter), null));
        }
        // Hex first: its length does not depend on the bytes.
        for (InputFormat other : List.of(InputFormat.HEX, InputFormat.TEXT, InputFormat.ESCAPED)) {
            if (other != inForce) {
                InlineMessage.of(other, payload).ifPresent(
                        message -> plans.add(new PublishPlan(new PublishInline(publication, message), other)));
            }
        }
        return plans;
    }

    private static String allowed(ModelProfile profile) {
        String inline = "at most " + profile.messageBytes() + " bytes in the command line";
        String limited = profile.parameterBytes() == null
                ? inline : inline + ", whose parameters are at most " + profile.parameterBytes() + " bytes in all";
        return profile.dataMode() == null
                ? limited : limited + ", at most " + profile.dataMode().maxBytes() + " in data mode";
    }
}
