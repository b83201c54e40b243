package com.freight.booking;

import java.util.Locale;

/** The number of a waybill: eleven digits, written with or without the dash after the third. */
final class Waybill {
    private Waybill() {}

    static String normalise(String number) {
        String digits = number.replace("-", "").trim().toUpperCase(Locale.ROOT);
        return digits.length() > 3 ? digits.substring(0, 3) + "-" + digits.substring(3) : digits;
    }
}
