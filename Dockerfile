# docker build -t mock-device-plugin:0.1.0 .
# docker buildx build --platform linux/amd64,linux/arm64 ... builds each platform on itself, or emulated: the class cache is
# that of one processor and one JVM.

ARG JDK=eclipse-temurin:25.0.3_9-jdk-noble
FROM ${JDK} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml ./
COPY proto proto
COPY src src
ARG COMMIT=
# Compiles, links a runtime, lets the plugin run once for its class cache, and gathers what an image needs.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q package -DskipTests -Dcommit="$COMMIT" \
 && src/main/image/rootfs target/dist target/image

FROM scratch
ARG COMMIT=
LABEL org.opencontainers.image.title="mock-device-plugin" \
      org.opencontainers.image.description="A Kubernetes device plugin that makes accelerator quantities visible on nodes" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="scratch"
COPY --from=build /src/target/image/ /
WORKDIR /opt/mock-device-plugin
# The kubelet's socket belongs to root. No capability is needed, and nothing is written to this file system.
USER 0:0
ENTRYPOINT ["./k8s-device-plugin"]
