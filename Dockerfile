# engineapi in an image of its own.
#
#   docker build -t engineapi .
#   docker run -d --name engineapi --privileged --cgroupns=host \
#     -v engineapi:/var/lib/engineapi -v /run/engineapi-socket:/var/run engineapi
#   export DOCKER_HOST=unix:///run/engineapi-socket/docker.sock
#
# It starts and supervises a containerd inside. To use the host's instead, mount its socket and its directories at their own
# paths, and say so:   -v /run/containerd:/run/containerd -v /var/lib/containerd:/var/lib/containerd
#                      -v /run/engineapi:/run/engineapi --pid=host engineapi --containerd /run/containerd/containerd.sock

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN eng/build.sh

# The executable brings .NET along; this adds only what .NET needs from the system.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0
RUN if command -v apt-get >/dev/null; then \
      apt-get update -qq \
      && apt-get install -y -qq --no-install-recommends containerd runc tini iptables iproute2 procps xz-utils zstd \
      && rm -rf /var/lib/apt/lists/*; \
    fi
COPY --from=build /source/artifacts/engineapi /usr/local/bin/engineapi
VOLUME /var/lib/engineapi
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/engineapi"]
