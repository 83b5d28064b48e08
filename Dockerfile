# syntax=docker/dockerfile:1
FROM node:22-alpine AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:22-alpine AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Of node-sql-parser's 89 MB only the Trino dialect is ever loaded.
RUN npm ci --omit=dev --no-audit --no-fund \
  && find node_modules/node-sql-parser -type f ! -name package.json ! -name LICENSE \
    ! -path '*/build/trino.js' -delete

FROM node:22-alpine
ENV NODE_ENV=production
WORKDIR /app
# The embedded database's folder; unused with PostgreSQL.
RUN mkdir data && chown node:node data
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 8080 8090
STOPSIGNAL SIGTERM
# A container that runs the router-service alone sets this to its own /livez.
ENV SWITCHYARD_HEALTH_URL=http://127.0.0.1:8080/livez
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(process.env.SWITCHYARD_HEALTH_URL).then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["start"]
