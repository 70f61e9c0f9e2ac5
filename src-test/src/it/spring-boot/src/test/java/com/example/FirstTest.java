package com.example;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Its application context stays open, as Spring caches it, while that of the other test opens beside it. */
@SpringBootTest(properties = "feed=one")
class FirstTest {
    @Autowired
    private Publisher publisher;

    @Autowired
    private Subscriber subscriber;

    @Test
    void shouldReceiveWhatItPublishes() {
        Round.trip(publisher, subscriber, "one");
    }
}
