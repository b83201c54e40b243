package com.example.parcels.api;

import com.example.parcels.Parcel;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class ParcelsApi {
    public static void main(String[] args) {
        SpringApplication.run(ParcelsApi.class, args);
    }

    @GetMapping("/parcels")
    public List<Parcel> parcels() {
        return List.of(new Parcel("p-1", 250));
    }
}
