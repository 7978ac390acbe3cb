package io.hami.mock.cluster;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.Authentication;
import io.kubernetes.client.util.credentials.ClientCertificateAuthentication;
import io.kubernetes.client.util.credentials.KubeconfigAuthentication;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.kubernetes.client.ApiClientConfiguration;
import io.micronaut.kubernetes.client.ApiClientFactory;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Signs in to the API server as micronaut-kubernetes would, with three differences: files that a
 * kubeconfig names are looked for beside it, its {@code insecure-skip-tls-verify} is respected, and
 * a client's key is read without Bouncy Castle, which saves 10 MB and a third of a second.
 */
@Factory
public final class SignIn {
  /** The property with the kubeconfig's path. */
  public static final String KUBECONFIG = "kubernetes.client.kube-config-path";

  /** The builder from which micronaut-kubernetes makes its client. */
  @Singleton
  @Replaces(bean = ClientBuilder.class, factory = ApiClientFactory.class)
  ClientBuilder builder(ApiClientConfiguration configuration) throws IOException {
    return builder(configuration.getKubeConfigPath().map(Path::of));
  }

  /**
   * A client that signs in as the kubeconfig says; without one, as the pod's service account.
   *
   * @throws IOException when a file that the kubeconfig names cannot be read
   * @throws RuntimeException when the kubeconfig is not valid
   */
  public static ApiClient with(Optional<Path> kubeconfig) throws IOException {
    return builder(kubeconfig).build();
  }

  private static ClientBuilder builder(Optional<Path> kubeconfig) throws IOException {
    return kubeconfig.isPresent() ? builder(kubeconfig.get()) : ClientBuilder.cluster();
  }

  private static ClientBuilder builder(Path file) throws IOException {
    // Decodes without an error: the parser refuses a file that is not text, with a clear message.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(text));
    // Files that it names without a folder lie beside it.
    config.setFile(file.toAbsolutePath().toFile());
    ClientBuilder builder = ClientBuilder.kubeconfig(config);
    return byCertificate(builder.getAuthentication())
        ? builder.setAuthentication(certificate(config))
        : builder;
  }

  private static boolean byCertificate(Authentication authentication) {
    return authentication instanceof KubeconfigAuthentication chosen
        && chosen.getDelegateAuthentication() instanceof ClientCertificateAuthentication;
  }

  /**
   * The certificate and key in the kubeconfig or in files that it names, or else those that its
   * command prints.
   */
  private static ClientCertificate certificate(KubeConfig config) throws IOException {
    byte[] certificate =
        config.getDataOrFileRelative(
            config.getClientCertificateData(), config.getClientCertificateFile());
    byte[] key = config.getDataOrFileRelative(config.getClientKeyData(), config.getClientKeyFile());
    if (certificate != null && key != null) {
      return new ClientCertificate(certificate, key);
    }
    Map<String, String> said = config.getCredentials();
    return new ClientCertificate(
        bytes(said, KubeConfig.CRED_CLIENT_CERTIFICATE_DATA_KEY),
        bytes(said, KubeConfig.CRED_CLIENT_KEY_DATA_KEY));
  }

  private static byte[] bytes(Map<String, String> said, String key) {
    return said.getOrDefault(key, "").getBytes(StandardCharsets.UTF_8);
  }
}
