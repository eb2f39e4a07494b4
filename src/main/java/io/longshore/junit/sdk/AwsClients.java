package io.longshore.junit.sdk;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * The clients of one test, each made once by its own builder. Used by threads of one test; any
 * service of AWS will do.
 *
 * @param made the clients by their interfaces
 */
public record AwsClients(
    URI endpoint, Region region, AwsCredentialsProvider credentials, Map<Class<?>, AwsClient> made)
    implements AutoCloseable {

  /** Clients for an endpoint, with an access key that has no session. */
  public static AwsClients of(URI endpoint, String region, String accessKeyId, String secret) {
    return new AwsClients(
        endpoint,
        Region.of(region),
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secret)),
        new ConcurrentHashMap<>());
  }

  /** Whether the type is the interface of a client, synchronous or not. */
  public static boolean isClient(Class<?> type) {
    return type.isInterface() && AwsClient.class.isAssignableFrom(type) && type != AwsClient.class;
  }

  /**
   * The client of this type.
   *
   * @throws IllegalArgumentException if the type has no builder
   */
  public <T> T get(Class<T> type) {
    return type.cast(made.computeIfAbsent(type, this::make));
  }

  private AwsClient make(Class<?> type) {
    try {
      AwsClientBuilder<?, ?> builder =
          (AwsClientBuilder<?, ?>) type.getMethod("builder").invoke(null);
      builder.endpointOverride(endpoint).region(region).credentialsProvider(credentials);
      forcePathStyle(builder);
      return (AwsClient) builder.build();
    } catch (InvocationTargetException failure) {
      throw new IllegalArgumentException(
          "%s cannot be built: %s".formatted(type.getSimpleName(), failure.getCause()),
          failure.getCause());
    } catch (ReflectiveOperationException | ClassCastException noBuilder) {
      throw new IllegalArgumentException(
          type.getName() + " has no builder of the AWS SDK", noBuilder);
    }
  }

  /** Only S3 has it: the bucket in the path instead of in the host name. */
  private static void forcePathStyle(AwsClientBuilder<?, ?> builder)
      throws ReflectiveOperationException {
    for (Class<?> type : interfaces(builder.getClass())) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals("forcePathStyle") && method.getParameterCount() == 1) {
          method.invoke(builder, true);
          return;
        }
      }
    }
  }

  /** The public interfaces: the class of a builder is not public. */
  private static List<Class<?>> interfaces(Class<?> type) {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> next = type; next != null; next = next.getSuperclass()) {
      for (Class<?> own : next.getInterfaces()) {
        found.add(own);
        found.addAll(interfaces(own));
      }
    }
    return found;
  }

  @Override
  public void close() {
    made.values().forEach(AwsClient::close);
    made.clear();
  }
}
