package com.example.prices;

import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code curl -d 17.40 localhost:8080/prices/ACME}, and {@code curl localhost:8080/prices/ACME}. */
@RestController
class PriceController {
    private final Publisher publisher;
    private final LatestPrices latest;

    PriceController(Publisher publisher, LatestPrices latest) {
        this.publisher = publisher;
        this.latest = latest;
    }

    /** Any number of request threads may publish at once. */
    @PostMapping("/prices/{symbol}")
    ResponseEntity<Void> publish(@PathVariable String symbol, @RequestBody byte[] price) {
        boolean accepted = publisher.publish(PriceSubscriber.PREFIX + symbol, price) == PublishResult.ACCEPTED;
        return ResponseEntity.status(accepted ? HttpStatus.ACCEPTED : HttpStatus.SERVICE_UNAVAILABLE)
                .build();
    }

    @GetMapping("/prices/{symbol}")
    ResponseEntity<String> latest(@PathVariable String symbol) {
        return ResponseEntity.of(latest.of(PriceSubscriber.PREFIX + symbol));
    }
}
