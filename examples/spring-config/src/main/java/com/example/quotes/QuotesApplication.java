package com.example.quotes;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class QuotesApplication {
    @Value("${quotes.greeting}")
    private String greeting;

    public static void main(String[] args) {
        SpringApplication.run(QuotesApplication.class, args);
    }

    @GetMapping("/")
    public String quote() {
        return greeting;
    }
}
