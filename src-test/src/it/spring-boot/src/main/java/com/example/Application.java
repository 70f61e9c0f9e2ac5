package com.example;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** As README shows it: the context is a share of the one of this process. */
@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean(destroyMethod = "close")
    TunedContext context() {
        return TunedContext.builder().getOrBuild();
    }

    @Bean(destroyMethod = "close")
    Publisher publisher(TunedContext context, @Value("${feed:feed}") String name) {
        return context.publisher().bind("tcp://127.0.0.1:*").name(name).open();
    }

    @Bean(destroyMethod = "close")
    Subscriber subscriber(TunedContext context, Publisher publisher) {
        return context.subscriber().connect(publisher.endpoint()).topic("prices").open();
    }
}
