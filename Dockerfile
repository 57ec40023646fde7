# One image per app: docker build --build-arg APP=metrics-poller -t dogwatch/metrics-poller .
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund \
 && npx tsc -b

# the stage above is the same for all apps, and is made once
FROM build AS tree
ARG APP
RUN node tools/image/image-tree.ts "$APP" /tree

FROM node:24-slim
ARG APP
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="dogwatch/${APP}" \
      org.opencontainers.image.description="The Datadog control plane for Kubernetes: ${APP}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      io.dogwatch.sbom="/app/sbom.cdx.json"
COPY --from=tree /tree /app
WORKDIR /app
ENV NODE_ENV=production
USER 1000:1000
ENTRYPOINT ["node", "/app/main.mjs"]
