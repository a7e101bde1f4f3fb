package io.seckill.load.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PurchaseRequestsTest {
    @Test
    void everyPurchaseIsAnotherUsersAndTheItemsTakeTurns() {
        PurchaseRequests requests = new PurchaseRequests(List.of("aa", "bb"), "u-");
        ByteBuf request = requests.blank(UnpooledByteBufAllocator.DEFAULT);

        requests.fill(request);
        String first = request.toString(StandardCharsets.US_ASCII);
        requests.fill(request);
        String second = request.toString(StandardCharsets.US_ASCII);

        assertThat(first)
                .isEqualTo("POST /v1/items/aa/purchases HTTP/1.1\r\nHost: localhost\r\nX-User-Id: u-0000000000\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"quantity\":1}");
        assertThat(second).isEqualTo(first.replace("/aa/", "/bb/").replace("0000000000", "0000000001"));
    }

    @Test
    void idsOfDifferentLengthAreRefused() {
        assertThatThrownBy(() -> new PurchaseRequests(List.of("a", "bb"), "u-"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
