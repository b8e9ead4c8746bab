package org.modemfleet.session;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.AtChannel;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.RawCommand;

/**
 * Finds out whether a module restarted without saying so, or another has taken its place: whether the settings of its line are at their
 * defaults, and whether its IMEI is another. What it answers about connections that were up is taken by {@link ConnectionTable}, which gives a late URC its chance.
 */
final class ResetCheck {

    /** What an answer to {@code AT+CMEE?} begins with. Not decoded strictly: an odd answer is no reason to resynchronize. */
    private static final String FORMAT = "+CMEE:";

    /**
     * @param finished whether the module answered all questions
     * @param reset by what a restart is known; null if there was none
     */
    record Finding(boolean finished, @Nullable String reset) {}

    private final Attachment attachment;
    private final Facts facts;
    private final AtChannel.Turn line;

    ResetCheck(Attachment attachment, Facts facts, AtChannel.Turn line) {
        this.attachment = attachment;
        this.facts = facts;
        this.line = line;
    }

    /**
     * Asks for the line's settings, who the module is, and for the connections that were up.
     *
     * @param expectedImei null if any module will do
     */
    Finding run(@Nullable String expectedImei) throws SessionException {
        Finding finding = settings();
        if (finding.finished() && expectedImei != null) {
            ImeiCheck.Finding imei = new ImeiCheck(attachment, line).run(expectedImei);
            facts.identityMismatch(expectedImei, imei);
            if (!imei.passes()) {
                return new Finding(false, null);
            }
        }
        for (ConnectId connection : facts.connections().connected()) {
            if (finding.finished() && finding.reset() == null && isUnanswered(attachment.send(line, new QueryState(connection)))) {
                finding = new Finding(false, null);
            }
        }
        return finding;
    }

    /** Asks for the line's settings. */
    Finding settings() throws SessionException {
        int echoes = attachment.echoesAgain();
        AtOutcome<List<AtLine>> outcome = attachment.send(line, new RawCommand("AT+CMEE?", null, Duration.ofSeconds(5)));
        if (isUnanswered(outcome)) {
            return new Finding(false, null);
        }
        if (attachment.echoesAgain() != echoes) {
            return new Finding(true, "echo is on again");
        }
        if (outcome instanceof AtOutcome.Done<List<AtLine>> done) {
            for (AtLine row : done.value()) {
                String n = row.text().startsWith(FORMAT) ? row.text().substring(FORMAT.length()).strip() : "";
                if (n.matches("[0-2]") && facts.signs().isAnotherFormat(Integer.parseInt(n))) {
                    return new Finding(true, "AT+CMEE is " + n + " again");
                }
            }
        }
        return new Finding(true, null);
    }

    private static boolean isUnanswered(AtOutcome<?> outcome) {
        return outcome instanceof AtOutcome.Indeterminate<?> open && open.reason() != AtOutcome.Reason.NOT_UNDERSTOOD;
    }
}
