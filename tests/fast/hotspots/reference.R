# Reference values from spdep and base R on their own data sets, as JSON on standard output.
# Data: spData (CC0). Kept output: spdep.json, written by `Rscript reference.R > spdep.json`.
suppressMessages({library(spdep); library(spData); library(sf); library(jsonlite)})
neighbours <- function(nb) lapply(nb, function(i) if (identical(as.integer(i), 0L)) integer(0) else as.integer(i) - 1L)

nc <- st_read(system.file("shapes/sids.shp", package = "spData"), quiet = TRUE)
gal <- read.gal(system.file("weights/ncCC89.gal", package = "spData"), region.id = as.character(nc$FIPSNO))
binary <- nb2listw(gal, style = "B", zero.policy = TRUE)
set.seed(1)
ebi <- suppressMessages(EBImoran.mc(nc$SID74, nc$BIR74, binary, 9999, zero.policy = TRUE, alternative = "two.sided"))
rate <- nc$SID74 / nc$BIR74
sids <- list(
  sid74 = nc$SID74, bir74 = nc$BIR74, neighbours = neighbours(gal),
  eb_index = unname(ebi$statistic),
  moran_adjusted = unname(moran.test(rate, binary, zero.policy = TRUE, adjust.n = TRUE)$estimate[1]),
  moran_all = unname(moran.test(rate, binary, zero.policy = TRUE, adjust.n = FALSE)$estimate[1]),
  eb_rate = EBest(nc$SID74, nc$BIR74)$estmm,
  dispersion = summary(glm(SID74 ~ 1, offset = log(BIR74), data = nc, family = quasipoisson))$dispersion)

shp <- st_read(system.file("shapes/auckland.shp", package = "spData"), quiet = TRUE)
eb <- EBest(shp$M77_85, 9 * shp$Und5_81)
auckland <- list(deaths = shp$M77_85, under_five = shp$Und5_81, a = attr(eb, "parameters")$a,
  b = attr(eb, "parameters")$b, eb_rate = eb$estmm)

data(huddersfield)
eb <- EBest(huddersfield$cases, huddersfield$total, family = "binomial")
hudd <- list(cases = huddersfield$cases, total = huddersfield$total, raw = eb$raw, eb_rate = eb$estmm)

data(getisord)
xy <- cbind(go_xyz$x, go_xyz$y)
at <- length(go_xyz$val) - 136
gi <- sapply(c(30, 60, 90, 120, 150), function(d) localG(go_xyz$val, nb2listw(dnearneigh(xy, 0, d), style = "B"))[at])
gs <- localG(go_xyz$val, nb2listw(include.self(dnearneigh(xy, 0, 30)), style = "B"))[at]
getis <- list(x = go_xyz$x, y = go_xyz$y, value = go_xyz$val, at = at - 1, gi = gi, gi_star = gs)

data(afcon)
rows <- nb2listw(paper.nb)
africa <- list(name = as.character(afcon$name), totcon = afcon$totcon, neighbours = neighbours(paper.nb),
  moran = unname(moran.test(afcon$totcon, rows)$estimate[1]), local_moran = localmoran(afcon$totcon, rows)[, 1],
  gi_star = as.numeric(localG(afcon$totcon, nb2listw(include.self(paper.nb)))))

kendall <- sapply(c("Nile", "lynx", "nhtemp", "discoveries"), function(name) {
  x <- as.numeric(get(name))
  test <- cor.test(seq_along(x), x, method = "kendall", exact = FALSE, continuity = TRUE)
  list(values = x, z = unname(test$statistic), p_value = test$p.value)
}, simplify = FALSE)

cat(toJSON(list(kendall = kendall, sids = sids, auckland = auckland, huddersfield = hudd, getisord = getis, afcon = africa,
  versions = list(spdep = as.character(packageVersion("spdep")), spData = as.character(packageVersion("spData")))),
  digits = 12, auto_unbox = TRUE))
