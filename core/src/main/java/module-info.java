/** A tuned ZeroMQ context on JeroMQ that counts every lost message. */
@org.jspecify.annotations.NullMarked
module io.tunedzmq {
    // TunedContext.socket(SocketType) hands out a JeroMQ socket.
    requires transitive org.zeromq.jeromq;
    // Thread CPU times and garbage collections; JMX.
    requires java.management;
    // The limit of file descriptors.
    requires jdk.management;
    requires org.slf4j;
    requires static org.jspecify;
    // Only io.tunedzmq.micrometer needs it.
    requires static micrometer.core;
    // Only io.tunedzmq.jfr needs it, and is left alone without it.
    requires static jdk.jfr;

    exports io.tunedzmq;
    exports io.tunedzmq.config;
    exports io.tunedzmq.sizing;
    exports io.tunedzmq.diagnosis;
    exports io.tunedzmq.stats;
    exports io.tunedzmq.micrometer;
    exports io.tunedzmq.jmx;
}
