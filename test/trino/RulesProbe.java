import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.airlift.units.Duration;
import io.trino.gateway.ha.config.RequestAnalyzerConfig;
import io.trino.gateway.ha.router.RoutingGroupSelector;
import io.trino.gateway.ha.router.TrinoQueryProperties;
import io.trino.gateway.ha.router.TrinoRequestUser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.HOURS;

/**
 * Asks Trino Gateway's own rules engine. Reads [{"rules": YAML, "requests": [{"headers", "statement",
 * "remoteAddr"}]}] and prints, for each request, {"group": name or null} or {"error": text}.
 */
public class RulesProbe
{
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] args)
            throws Exception
    {
        ArrayNode answers = JSON.createArrayNode();
        for (JsonNode one : JSON.readTree(System.in)) {
            Path file = Files.createTempFile("rules", ".yaml");
            Files.writeString(file, one.get("rules").asText());
            RequestAnalyzerConfig config = new RequestAnalyzerConfig();
            config.setAnalyzeRequest(true);
            RoutingGroupSelector selector = RoutingGroupSelector.byRoutingRulesEngine(file.toString(), new Duration(1, HOURS), config);
            ArrayNode groups = answers.addArray();
            for (JsonNode request : one.get("requests")) {
                try {
                    groups.addObject().put("group", selector.findRoutingDestination(servletRequest(request)).routingGroup());
                }
                catch (Throwable e) {
                    groups.remove(groups.size() - 1);
                    groups.addObject().put("error", e.toString());
                }
            }
            Files.delete(file);
        }
        // What is loaded with the gateway logs to standard output, too.
        System.out.println("\n" + JSON.writeValueAsString(answers));
    }

    private static HttpServletRequest servletRequest(JsonNode request)
    {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.get("headers").properties().forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        byte[] statement = request.get("statement").asText().getBytes(UTF_8);
        ContainerRequestContext context = proxy(ContainerRequestContext.class, (proxy, method, args) -> switch (method.getName()) {
            case "getHeaderString" -> headers.get((String) args[0]);
            case "getHeaders" -> multiValued(headers);
            case "getMethod" -> "POST";
            case "hasEntity" -> statement.length > 0;
            case "getEntityStream" -> new ByteArrayInputStream(statement);
            case "getMediaType" -> MediaType.valueOf("text/plain; charset=utf-8");
            case "getCookies" -> Map.of();
            default -> throw new UnsupportedOperationException(method.getName());
        });
        RequestAnalyzerConfig config = new RequestAnalyzerConfig();
        TrinoQueryProperties properties = new TrinoQueryProperties(context, false, config.getMaxBodySize());
        TrinoRequestUser user = new TrinoRequestUser.TrinoRequestUserProvider(config).getInstance(context);
        return proxy(HttpServletRequest.class, (proxy, method, args) -> switch (method.getName()) {
            case "getHeader" -> headers.get((String) args[0]);
            case "getAttribute" -> args[0].equals("trinoQueryProperties") ? properties : user;
            case "getMethod" -> "POST";
            case "getRequestURI" -> "/v1/statement";
            case "getRemoteAddr" -> request.path("remoteAddr").asText("10.0.0.9");
            case "toString" -> "request";
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static MultivaluedHashMap<String, String> multiValued(Map<String, String> headers)
    {
        MultivaluedHashMap<String, String> values = new MultivaluedHashMap<>();
        headers.forEach(values::putSingle);
        return values;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler)
    {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
