package io.seckill.standalone;

import java.util.Locale;

/**
 * What a person reads once everything runs.
 *
 * @param seconds from the start of the process until now
 * @param broker the broker's address
 * @param data where the data lie and what becomes of them
 */
record Welcome(double seconds, String broker, String data) {

    /** Where to look and what to try, with a buyer's name that is not taken yet. */
    String toEverything(Doors doors, String buyer) {
        String item = doors.buyers() + "/v1/items/" + DemoSale.ITEM;
        String buy = "curl -i -X POST -H 'X-User-Id: " + buyer + "' " + item + "/purchases";
        return ready()
                + addresses(doors)
                + """

                A sale is open: %d units of %s, one per user.
                Buy one (201), try to buy another (409 LIMIT_REACHED), look at the item:

                  %s
                  %s
                  curl -i %s

                %s opens %d s later and asks for payment: watch it on the web page.
                Ctrl-C stops everything.
                """.formatted(
                                DemoSale.STOCK,
                                DemoSale.ITEM,
                                buy,
                                buy,
                                item,
                                DemoSale.LATER_ITEM,
                                DemoSale.OPENS_AFTER.toSeconds());
    }

    /** Where to look, where nothing can be tried without somebody else's token. */
    String toTokenHolders(Doors doors) {
        return ready() + addresses(doors) + """

                Callers must show tokens here, so no sale has been opened.

                Ctrl-C stops everything.
                """;
    }

    private String addresses(Doors doors) {
        return """

                  web page   %s/
                  metrics    %s/metrics (gateway), %s/metrics (backend)
                  Kafka      %s
                  data       %s
                """.formatted(doors.buyers(), doors.gateway(), doors.backend(), broker, data);
    }

    /** How to use a broker that runs alone. */
    String toTheBroker() {
        return ready() + """

                  Kafka      %s
                  data       %s

                Point gateways and backends at it:

                  bin/gateway --set kafka.bootstrapServers=%s
                  bin/backend --set kafka.bootstrapServers=%s

                Ctrl-C stops it.
                """.formatted(broker, data, broker, broker);
    }

    private String ready() {
        return String.format(Locale.ROOT, "%nready in %.1f s%n", seconds);
    }
}
