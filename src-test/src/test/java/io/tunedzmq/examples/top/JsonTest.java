package io.tunedzmq.examples.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot that programs read. */
@Timeout(60)
class JsonTest {
    @Test
    void shouldBeReadByAParser() throws Exception {
        String name = "a\"b\\c\nd\u001b \u672c";
        String line = Json.of(Samples.between(
                List.of(), List.of(Samples.context("one \"finding\"", "two"), Samples.subscriber(1, name, 7, 2))));
        JsonValue read = JsonParser.parse(line);

        assertThat(line).doesNotContain("\n").matches("\\p{ASCII}+");
        assertThat(read.map.get("at").string).isEqualTo("2026-11-30T12:00:01Z");
        assertThat(read.map.get("publishers").array).isEmpty();
        assertThat(read.map.get("contexts").array.get(0).map.get("openFindings").array)
                .extracting(each -> each.string)
                .containsExactly("one \"finding\"", "two");
        JsonValue subscriber = read.map.get("subscribers").array.get(0);
        assertThat(subscriber.map.get("mbean").string).isEqualTo("io.tunedzmq:type=Subscriber,name=" + name);
        assertThat(subscriber.map.get("received").i).isEqualTo(7);
        assertThat(subscriber.map.get("lagSeconds").bd).isEqualByComparingTo("1.5");
        assertThat(line).contains("\"perSecond\":null").contains("\"ready\":true");
    }
}
