package com.example.parcels.worker;

import com.example.parcels.Parcel;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

@SpringBootApplication
@EnableScheduling
public class ParcelsWorker {
    public static void main(String[] args) {
        SpringApplication.run(ParcelsWorker.class, args);
    }

    @Scheduled(fixedRate = 5000)
    public void sort() {
        System.out.println("sorted " + new Parcel("p-1", 250));
    }
}
