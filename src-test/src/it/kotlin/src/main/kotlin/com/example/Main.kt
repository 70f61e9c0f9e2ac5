package com.example

import io.tunedzmq.TunedContext
import java.time.Duration

/** What README shows, in Kotlin. */
fun main() {
    TunedContext.builder().build().use { context ->
        val publisher = context.publisher().bind("tcp://127.0.0.1:*").open()
        val subscriber = context.subscriber()
            .connect(publisher.endpoint())
            .topic("prices")
            .onGap { gap -> println(gap) }
            .open()
        check(subscriber.awaitReady(Duration.ofSeconds(20))) { "not ready" }
        publisher.publish("prices", ByteArray(3))
        val message = subscriber.receive(Duration.ofSeconds(20))
        check(message?.payload()?.size == 3) { "received $message" }
        println(context.diagnose(Duration.ofMillis(300)))
    }
}
