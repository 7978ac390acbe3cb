package io.hami.mock.cluster;

import io.kubernetes.client.openapi.ApiClient;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.kubernetes.client.OkHttpClientLogging;
import jakarta.inject.Singleton;
import okhttp3.OkHttpClient;

/**
 * Takes micronaut-kubernetes' own log of requests out of the client. It writes each request that
 * fails as an error with a stack trace, also those that end because the plugin does, and at TRACE
 * the headers, which have the token. Whoever asks says once what fails.
 */
@Singleton
final class QuietRequests implements BeanCreatedEventListener<ApiClient> {
  @Override
  public ApiClient onCreated(BeanCreatedEvent<ApiClient> event) {
    ApiClient client = event.getBean();
    OkHttpClient.Builder http = client.getHttpClient().newBuilder();
    http.interceptors().removeIf(OkHttpClientLogging.class::isInstance);
    return client.setHttpClient(http.build());
  }
}
