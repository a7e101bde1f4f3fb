import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Takes the webhooks of a fictional payment provider, and has the gateway confirm or refund the orders that they are about.
 *
 * <p>It remembers nothing. The provider sends a webhook until that is answered 200, and each call to the gateway may be
 * repeated: a webhook that comes twice, or whose answer was lost, does no harm.
 */
public final class PaymentService {
    /** README.md says what it must hold. */
    private static final Map<String, String> ENV = System.getenv();

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(ENV.get("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/webhooks", PaymentService::webhook);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.start();
        System.out.println("listening on " + port);
    }

    private static void webhook(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(10_000);
            String signature = String.valueOf(exchange.getRequestHeaders().getFirst("X-Signature"));
            boolean trusted = MessageDigest.isEqual(signature.getBytes(), signatureOf(body).getBytes());
            exchange.sendResponseHeaders(trusted ? handle(fields(new String(body, StandardCharsets.UTF_8))) : 401, -1);
        }
    }

    /** What to answer: 200 only where the provider need not send the webhook again. */
    private static int handle(Map<String, String> webhook) {
        String action = Map.of("paid", "confirm", "returned", "refund").get(webhook.getOrDefault("event", ""));
        String order = webhook.getOrDefault("reference", ""); // "item/order", which the shop gave when payment began
        if (action == null || !order.matches("[\\w.-]{1,64}/[0-9a-f]{32}")) {
            return 400;
        }
        String url = ENV.get("GATEWAY") + "/v1/items/" + order.replace("/", "/orders/") + "/" + action;
        HttpRequest call = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + ENV.get("TOKEN"))
                .header("Prefer", "wait=5")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(action.equals("refund") ? "{\"restock\":true}" : ""))
                .build();
        try {
            HttpResponse<String> answer = CLIENT.send(call, HttpResponse.BodyHandlers.ofString());
            boolean refused = answer.statusCode() == 404 || answer.statusCode() == 409;
            if (refused && !answer.body().contains("NOT_CONFIRMED")) { // a refund that has overtaken its confirm waits
                System.out.println("cannot " + action + " " + order + ": " + answer.body());
                return 200; // after a confirm that comes too late a real service returns the money here
            }
            return answer.statusCode() == 200 ? 200 : 503; // 202 too: it is queued, and nobody knows yet
        } catch (IOException | InterruptedException cut) {
            return 503; // it may have arrived or not
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String field : form.split("&")) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], URLDecoder.decode(pair[pair.length - 1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static String signatureOf(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(ENV.get("SECRET").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
