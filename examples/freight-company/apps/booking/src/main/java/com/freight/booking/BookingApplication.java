package com.freight.booking;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class BookingApplication {
    private final String region;

    public BookingApplication(@Value("${booking.region}") String region) {
        this.region = region;
    }

    public static void main(String[] args) {
        SpringApplication.run(BookingApplication.class, args);
    }

    @GetMapping("/bookings/{number}")
    public String booking(@PathVariable String number) {
        return Waybill.normalise(number) + " in " + region;
    }
}
