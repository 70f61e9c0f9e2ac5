package io.tunedzmq.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A recording of this process, of our events alone. */
final class Flight implements AutoCloseable {
    private final Recording recording = new Recording();

    private Flight() {}

    /** Records those events, by their names without the prefix. */
    static Flight of(String... events) {
        Flight flight = new Flight();
        for (String each : events) {
            flight.recording.enable("io.tunedzmq." + each).withoutThreshold();
        }
        flight.recording.start();
        return flight;
    }

    Recording recording() {
        return recording;
    }

    /** What was recorded of one kind until now, in order of time. */
    List<RecordedEvent> events(String name) throws IOException {
        return all().stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private List<RecordedEvent> all() throws IOException {
        Path file = Files.createTempFile("flight", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .sorted((one, other) -> one.getStartTime().compareTo(other.getStartTime()))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
