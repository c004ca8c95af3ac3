# What `npm pack` ships, on Node 24 and nothing else. Built from tags, since a digest is a matter of the day; pin them in your build:
#   docker build --build-arg BUILD=docker.io/library/node:24-slim@sha256:... --build-arg RUN=gcr.io/distroless/nodejs24-debian13:nonroot@sha256:... .
ARG BUILD=docker.io/library/node:24-slim
ARG RUN=gcr.io/distroless/nodejs24-debian13:nonroot

FROM ${BUILD} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Node is here already, and nothing else needs a script to be installed.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build \
 && npm pack --ignore-scripts --pack-destination /tmp \
 && mkdir /package \
 && tar --extract --gzip --file /tmp/lintel-*.tgz --directory /package --strip-components 1

FROM ${RUN}
LABEL org.opencontainers.image.title="lintel" \
      org.opencontainers.image.description="Policy as code for Kubernetes: the admission webhook and the offline linter." \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
COPY --from=build --chown=0:0 /package /lintel
WORKDIR /work
USER 65532:65532
EXPOSE 8443 8080
ENTRYPOINT ["/nodejs/bin/node", "/lintel/dist/lintel.js"]
CMD ["serve", "--host", "0.0.0.0"]
