package com.freight.booking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WaybillTest {
    @Test
    void dashAfterTheThirdDigit() {
        assertEquals("020-12345675", Waybill.normalise("02012345675"));
    }
}
