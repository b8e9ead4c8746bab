package org.modemfleet.session;

import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.AtChannel;
import org.modemfleet.onemo.IdentityCommands;

/**
 * Whether the module behind a line is the one that the session is for: its IMEI (3GPP TS 23.003 6.2) tells. Sends nothing
 * but the query for it, so that another module never gets what was meant for this one.
 */
final class ImeiCheck {

    /** A line with noise garbles an answer now and then. */
    private static final int TRIES = 3;

    /**
     * @param imei what was answered; null if that is no IMEI
     * @param answers whether anything came at all
     * @param passes whether it is the IMEI expected, or none was
     */
    record Finding(@Nullable String imei, boolean answers, boolean passes) {}

    private final Attachment attachment;
    private final AtChannel.Turn line;

    ImeiCheck(Attachment attachment, AtChannel.Turn line) {
        this.attachment = attachment;
        this.line = line;
    }

    /** @param expected null if any module will do */
    Finding run(@Nullable String expected) throws SessionException {
        Finding finding = ask(expected);
        attachment.identified(finding.passes());
        return finding;
    }

    private Finding ask(@Nullable String expected) throws SessionException {
        boolean answers = false;
        String before = null;
        for (int i = 0; i < TRIES; i++) {
            AtOutcome<String> outcome = attachment.send(line, new IdentityCommands.SerialNumber());
            answers |= !(outcome instanceof AtOutcome.Indeterminate<?> open) || open.reason() == AtOutcome.Reason.NOT_UNDERSTOOD;
            String imei = outcome instanceof AtOutcome.Done<String> done ? done.value() : null;
            boolean expects = imei != null && imei.equals(expected);
            // Some modules have a wrong check digit; those say the same twice.
            if (expects || imei != null && (IdentityCommands.Imei.hasValidCheckDigit(imei) || imei.equals(before))) {
                return new Finding(imei, true, expects || expected == null);
            }
            if (imei == null && expected == null) {
                break;
            }
            before = imei;
        }
        return new Finding(null, answers, expected == null);
    }
}
