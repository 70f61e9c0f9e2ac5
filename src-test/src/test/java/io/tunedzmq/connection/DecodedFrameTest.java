package io.tunedzmq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DecodedFrameTest {
    private static final ByteBuffer CHECKED = ByteBuffer.allocate(3);

    private final DecodedFrame frame = new DecodedFrame(new byte[10]) {
        @Override
        ByteBuffer read(ByteBuffer bytes) {
            assertThat(bytes.capacity()).isEqualTo(10);
            return CHECKED;
        }
    };

    @Test
    void shouldLetTheDecoderFillItAndCheckWhatIsReadAfterwards() {
        frame.buf().put(new byte[4]);

        assertThat(frame.arrived()).isEqualTo(4);
        assertThat(frame.buf()).isSameAs(CHECKED);
        assertThat(frame.buf()).isSameAs(CHECKED);
        assertThat(frame.arrived()).isEqualTo(4);
    }
}
