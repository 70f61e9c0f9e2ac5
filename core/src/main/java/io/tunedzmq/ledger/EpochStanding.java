package io.tunedzmq.ledger;

/** Where books stand to others of the same epoch. */
enum EpochStanding {
    /** They are the publisher's, as far as is known: one for each epoch. */
    BELIEVED,
    /** Others are believed, and whether these are the same publisher's is open: see {@link ApartBooks}. */
    OPEN,
    /** Others are believed, and these are taken for those of somebody else. */
    OTHER
}
