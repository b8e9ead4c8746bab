package org.modemfleet.simulator.device;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a module is; the same for the same module id for ever.
 *
 * @param imei 15 digits with their check digit (3GPP TS 23.003 6.2)
 * @param imsi 15 digits, of a subscriber of China Mobile (MCC 460, MNC 00)
 * @param iccid 20 digits with their check digit (ITU-T E.118)
 */
public record Identity(String imei, String imsi, String iccid) {

    /** The number at the end of an id; more digits than these are no index. */
    private static final Pattern INDEXED = Pattern.compile("(.*?)(\\d{1,9})");

    /**
     * Modules whose ids differ only in a number at the end have consecutive numbers, as a reel of modules has, so no two of them are equal;
     * where they begin comes from the rest of the id.
     */
    public static Identity of(String moduleId) {
        Matcher indexed = INDEXED.matcher(moduleId);
        BigInteger number = indexed.matches()
                ? digest(indexed.group(1)).add(new BigInteger(indexed.group(2)))
                : digest(moduleId);
        return new Identity(
                withCheckDigit("8620" + digits(number, 10)),
                "46000" + digits(number, 10),
                withCheckDigit("898600" + digits(number, 13)));
    }

    private static BigInteger digest(String moduleId) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return new BigInteger(1, sha.digest(moduleId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String digits(BigInteger number, int count) {
        return ("%0" + count + "d").formatted(number.mod(BigInteger.TEN.pow(count)));
    }

    /**
     * The Luhn digit of 3GPP TS 23.003 annex B: from the right, every second digit is doubled, beginning with the
     * first.
     */
    static String withCheckDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? 2 * digit : digit;
            sum += weighted / 10 + weighted % 10;
        }
        return digits + (10 - sum % 10) % 10;
    }
}
