/** A module that shows the counters of the library. */
module com.example {
    requires io.tunedzmq;
    requires micrometer.core;
    requires java.management;
    requires jdk.jfr;
}
