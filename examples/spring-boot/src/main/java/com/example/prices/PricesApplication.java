package com.example.prices;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Publishes prices that come over HTTP, and listens to those of others. */
@SpringBootApplication
@EnableConfigurationProperties(FeedProperties.class)
public class PricesApplication {
    public static void main(String[] args) {
        SpringApplication.run(PricesApplication.class, args);
    }
}
