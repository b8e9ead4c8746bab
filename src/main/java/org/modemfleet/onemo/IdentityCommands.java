package org.modemfleet.onemo;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.ResponseShape;

/** Who a module and its SIM are (ITU-T V.250 6.1.3; 3GPP TS 27.007 5.1–5.5). */
public final class IdentityCommands {

    private static final Pattern FIFTEEN_DIGITS = Pattern.compile("\\d{15}");
    private static final Pattern CARD_NUMBER = Pattern.compile("[0-9A-Za-z]{18,22}");

    private IdentityCommands() {}

    /** A row of bare text; some firmware puts the command's name before it, or quotes around it. */
    private interface BareText extends AtCommand<String> {

        String name();

        @Override
        default String body() {
            return name();
        }

        @Override
        default ResponseShape shape() {
            return ResponseShape.text(name());
        }

        @Override
        default Duration timeout() {
            return Timeouts.FINAL_RESULT;
        }

        @Override
        default String decode(List<AtLine> rows) throws AtDecodingException {
            return value(Rows.one(rows), name());
        }
    }

    private static String value(AtLine row, String name) {
        String text = row.text();
        String value = (text.startsWith(name + ":") ? text.substring(name.length() + 1) : text).strip();
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static String matching(Pattern pattern, String value) throws AtDecodingException {
        if (!pattern.matcher(value).matches()) {
            throw new AtDecodingException("\"" + value + "\" is not " + pattern);
        }
        return value;
    }

    /** {@code ATI} → rows of text: manufacturer, model, revision. */
    public record ProductInformation() implements AtCommand<List<String>> {
        @Override
        public String body() {
            return "I";
        }

        @Override
        public ResponseShape shape() {
            return ResponseShape.text();
        }

        @Override
        public Duration timeout() {
            return Timeouts.FINAL_RESULT;
        }

        @Override
        public List<String> decode(List<AtLine> rows) {
            return rows.stream().map(AtLine::text).toList();
        }
    }

    /** {@code AT+CGMI} → such as {@code CMCC}. */
    public record Manufacturer() implements BareText {
        @Override
        public String name() {
            return "+CGMI";
        }
    }

    /** {@code AT+CGMM} → such as {@code ML307R-DC}. */
    public record Model() implements BareText {
        @Override
        public String name() {
            return "+CGMM";
        }
    }

    /** {@code AT+CGMR} → such as {@code ML307R-DC-MBRH0S01}, or {@code Revision: …} as printed. */
    public record Revision() implements BareText {
        @Override
        public String name() {
            return "+CGMR";
        }
    }

    /** {@code AT+CGSN} → the IMEI, 15 digits bare. */
    public record SerialNumber() implements BareText {
        @Override
        public String name() {
            return "+CGSN";
        }

        @Override
        public String decode(List<AtLine> rows) throws AtDecodingException {
            return matching(FIFTEEN_DIGITS, BareText.super.decode(rows));
        }
    }

    /** {@code AT+CGSN=1} → {@code +CGSN: "<imei>"}. */
    public record Imei() implements BareText {
        @Override
        public String name() {
            return "+CGSN";
        }

        @Override
        public String body() {
            return "+CGSN=1";
        }

        @Override
        public String decode(List<AtLine> rows) throws AtDecodingException {
            return matching(FIFTEEN_DIGITS, BareText.super.decode(rows));
        }

        /** Whether the last digit is the check digit of the others (3GPP TS 23.003 annex B). */
        public static boolean hasValidCheckDigit(String imei) {
            int sum = 0;
            for (int i = 0; i < imei.length(); i++) {
                int digit = imei.charAt(imei.length() - 1 - i) - '0';
                int weighted = i % 2 == 0 ? digit : 2 * digit;
                sum += weighted / 10 + weighted % 10;
            }
            return FIFTEEN_DIGITS.matcher(imei).matches() && sum % 10 == 0;
        }
    }

    /** {@code AT+CIMI} → the IMSI, 15 digits bare. */
    public record SubscriberIdentity() implements BareText {
        @Override
        public String name() {
            return "+CIMI";
        }

        @Override
        public String decode(List<AtLine> rows) throws AtDecodingException {
            return matching(FIFTEEN_DIGITS, BareText.super.decode(rows));
        }
    }

    /** {@code AT+ICCID} → {@code +ICCID: } and 20 characters. */
    public record CardIdentity() implements BareText {
        @Override
        public String name() {
            return "+ICCID";
        }

        @Override
        public String decode(List<AtLine> rows) throws AtDecodingException {
            return matching(CARD_NUMBER, BareText.super.decode(rows));
        }
    }

    /** {@code AT+MCCID} → {@code +MCCID: } and a card number that may hold letters; not every firmware has ICCID. */
    public record CardIdentityOfModule() implements BareText {
        @Override
        public String name() {
            return "+MCCID";
        }

        @Override
        public String decode(List<AtLine> rows) throws AtDecodingException {
            return matching(CARD_NUMBER, BareText.super.decode(rows));
        }
    }
}
